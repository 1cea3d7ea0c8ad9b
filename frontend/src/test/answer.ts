import { getResponse } from 'msw';
import { handlers } from './handlers';

const BODILESS = new Set(['GET', 'HEAD', 'DELETE']);

/** What the handlers say to one request; 404 where none of them knows the address. */
export async function answer(url: string, method: string, body: string): Promise<Response> {
  const init = BODILESS.has(method) ? { method } : { method, body };
  const found = await getResponse(handlers, new Request(url, init));
  return (
    found ??
    Response.json(
      { title: 'No handler', status: 404, code: 'no_handler', detail: url },
      { status: 404 },
    )
  );
}
