let token = '';

/** Keeps the token the session endpoint handed out; Django rotates it at sign-in. */
export function rememberCsrf(value: string): void {
  token = value;
}

function csrfCookie(): string {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return match?.[1] ? decodeURIComponent(match[1]) : '';
}

export function csrfToken(): string {
  return token || csrfCookie();
}
