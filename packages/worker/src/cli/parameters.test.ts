import { catalogue, describeCommand } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { parseJsonSchema } from './json-schema.ts';
import { parseParameters } from './parameters.ts';

function read(command: string, ...args: string[]): unknown {
  const definition = catalogue.get(command);
  if (definition === undefined) throw new Error(command);
  return parseParameters(args, parseJsonSchema(describeCommand(definition).params));
}

describe('name=value arguments', () => {
  it("are read by the command's schema", () => {
    expect(read('asg_setup', 'channel=asg1', 'frequency=1e3', 'amplitude=.5', 'bursts=3')).toEqual({
      channel: 'asg1',
      frequency: 1000,
      amplitude: 0.5,
      bursts: 3,
    });
    expect(read('scope_acquire', 'average=true', 'input_channels=in1,asg0', 'timeout=-1')).toEqual({
      average: true,
      input_channels: ['in1', 'asg0'],
      timeout: -1,
    });
    expect(read('iq_setup', 'bandwidth=100')).toEqual({ bandwidth: 100 });
    expect(read('iq_setup', 'bandwidth=100,-2e3')).toEqual({ bandwidth: [100, -2000] });
    expect(read('iq_setup', 'bandwidth=[100]')).toEqual({ bandwidth: [100] });
    expect(read('asg_setup', 'data=0,0.5,1')).toEqual({ data: [0, 0.5, 1] });
    expect(read('cancel', 'id=7')).toEqual({ id: 7 });
    expect(read('cancel', 'id=c-7')).toEqual({ id: 'c-7' });
    expect(read('hello', 'client=7', 'version=1.0')).toEqual({ client: '7', version: '1.0' });
    expect(read('hello', 'client=a=b')).toEqual({ client: 'a=b' });
  });

  it('go to the worker as they are where the schema does not fit, for it has the last word', () => {
    expect(read('asg_setup', 'frequency=fast', 'frequncy=1', 'chanel=asg0', 'amplitude=')).toEqual({
      frequency: 'fast',
      frequncy: 1,
      chanel: 'asg0',
      amplitude: '',
    });
  });

  it('that have no name or come twice are a usage error', () => {
    for (const args of [['frequency'], ['=1'], ['frequency=1', 'frequency=2']]) {
      expect(() => read('asg_setup', ...args)).toThrowError(/Nothing was sent\.$/);
      expect(() => read('asg_setup', ...args)).toThrowError(expect.objectContaining({ exitCode: 2 }));
    }
  });
});
