import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Answers /api from the test handlers, so that pages can be looked at with no server running. */
export function mockBackend(): Plugin {
  return {
    name: 'naiad-mock-backend',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith('/api/')) return next();
        void (async () => {
          const path = fileURLToPath(
            new URL('./src/test/answer.ts', `file://${server.config.root}/`),
          );
          const { answer } = (await server.ssrLoadModule(path)) as typeof import('./answer');
          const chunks: Buffer[] = [];
          for await (const chunk of request) chunks.push(chunk as Buffer);
          const given = await answer(
            `http://localhost${request.url}`,
            request.method ?? 'GET',
            Buffer.concat(chunks).toString(),
          );
          response.statusCode = given.status;
          given.headers.forEach((value, name) => {
            response.setHeader(name, value);
          });
          response.end(Buffer.from(await given.arrayBuffer()));
        })().catch(next);
      });
    },
  };
}
