import createClient, { type Middleware } from 'openapi-fetch';
import { csrfToken } from './csrf';
import { ApiError, problemOf } from './errors';
import type { paths } from './schema.gen';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const withCsrf: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set('X-CSRFToken', csrfToken());
    return request;
  },
};

/** The typed door to /api/v1. Same origin; the session cookie goes along by itself. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  // Looked up at each call, so that whoever replaces fetch is heard.
  fetch: (request) => globalThis.fetch(request),
});
api.use(withCsrf);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer. Raises ApiError for every other one. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ApiError(problemOf(error, response.status));
  return data as T;
}

/** For bodies that are not JSON: raw bytes up, problem+json understood on refusal. */
export async function sendBytes(path: string, body: Blob, type: string): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': type, Accept: 'application/json', 'X-CSRFToken': csrfToken() },
    body,
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(problemOf(answer, response.status));
  return answer;
}
