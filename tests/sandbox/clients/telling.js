// Knows how a client's script says what it does: one line per operation.
'use strict';

exports.telling = function telling(client) {
  let count = 0;
  const say = (word, operation) =>
    process.stdout.write(`${word.padEnd(8)}${client}: ${operation}\n`);
  const tell = async (operation, work) => {
    try {
      await work();
    } catch (error) {
      say('DIFFERS', operation);
      throw error;
    }
    count += 1;
    say('ok', operation);
  };
  tell.done = () => say('done', `${count} operations`);
  return tell;
};

// The first deviation ends the script, with what the client said about it.
exports.run = function run(main) {
  main().catch((error) => {
    const said = error && (error.response ? error.response.data : error.authResponse);
    console.error(error);
    if (said) console.error(JSON.stringify(said.body || said, null, 1));
    process.exit(1);
  });
};
