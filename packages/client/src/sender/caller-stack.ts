/**
 * Lets an error that is made later show the stack of the caller: the line that sent the command says more than the line
 * that read the socket.
 *
 * @param caller - an `Error` without a message, made where the command was called
 */
export function withCallerStack<E extends Error>(error: E, caller: Error): E {
  const { stack = '' } = caller;
  // V8 puts name and message before the frames, other engines give the frames alone.
  const frames = stack.indexOf('\n    at ');
  error.stack = frames < 0 ? stack : `${error.name}: ${error.message}${stack.slice(frames)}`;
  return error;
}
