// Knows how to be a webhook endpoint: keeps what is delivered, word for word.
'use strict';

const http = require('node:http');

const PATIENCE = 10000;

exports.receiver = async function receiver() {
  const arrived = [];
  const waiting = [];
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      response.end();
      arrived.push({
        body: Buffer.concat(parts).toString('utf8'),
        signature: request.headers['intuit-signature'],
      });
      if (waiting.length) waiting.shift()();
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/webhook`,
    async next() {
      if (!arrived.length) {
        await new Promise((resolve, reject) => {
          const late = setTimeout(() => reject(new Error('Nothing was delivered.')), PATIENCE);
          waiting.push(() => {
            clearTimeout(late);
            resolve();
          });
        });
      }
      return arrived.shift();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
