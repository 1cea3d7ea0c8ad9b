import { ws } from 'msw';
import { setupServer } from 'msw/node';
import { handlers } from './handlers';

/** Component tests look at what is fetched; what is live has tests of its own. */
const quietLine = ws.link('ws://*/ws/live').addEventListener('connection', () => undefined);

/** The back end of component tests; a test may change single answers with `server.use`. */
export const server = setupServer(...handlers, quietLine);
