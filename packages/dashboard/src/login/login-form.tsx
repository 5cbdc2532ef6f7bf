import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Takes the worker's token once; the worker keeps the browser admitted by a cookie that this page can't read. */
export function LoginForm(): JSX.Element {
  const [problem, setProblem] = useState<string | null>(null);
  const logIn = async (form: HTMLFormElement): Promise<void> => {
    const token = new FormData(form).get('token');
    try {
      const response = await fetch('/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      // Not a reload: the address may hold a token that is wrong.
      if (response.ok) window.location.replace('/');
      else setProblem(await response.text());
    } catch {
      setProblem('The worker did not answer. Try again when it runs.');
    }
  };
  return (
    <form
      class="login-form"
      onSubmit={(event) => {
        event.preventDefault();
        void logIn(event.currentTarget);
      }}
    >
      <p>
        <code>pyrpl-mux open</code> opens this page with the right token. Or enter the token here; it stands
        in the worker’s connection file.
      </p>
      <label>
        Token <input name="token" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Open</button>
      {problem === null ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
