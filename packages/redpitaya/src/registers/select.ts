import type { Codec } from './codec.ts';
import { ValueOutOfRangeError } from './errors.ts';

/**
 * Codec of a choice: the code of a name is its place in `names`.
 *
 * @param otherwise what a code without a name is read as
 */
export function select<const Name extends string>(
  parameter: string,
  names: readonly Name[],
  bits: number,
  otherwise: NoInfer<Name>,
): Codec<Name> {
  return {
    encode(value) {
      const code = names.indexOf(value);
      if (code < 0) throw new ValueOutOfRangeError(parameter, value, `one of ${names.join(', ')}`, '1');
      return code;
    },
    decode: (word) => names[(word >>> 0) % 2 ** bits] ?? otherwise,
  };
}
