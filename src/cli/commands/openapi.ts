import { writeFileSync } from 'node:fs';
import { OPERATIONS } from '../../api/operations';
import { openApiDocument } from '../../api/reference/openapi';
import { EXIT, type Command } from '../command';

/** The description of the API. */
export const openapiCommand: Command = {
  name: 'openapi',
  summary: 'write the OpenAPI 3.1 description of the API',
  words: [{ name: 'FILE', text: 'the file to write; the output without it', optional: true }],
  about: ['The same as /api/openapi.json of a running server, for making a client without one.'],
  examples: [{ line: 'passo openapi openapi.json', text: 'give this to the generator of your language' }],
  run(call) {
    const text = JSON.stringify(openApiDocument(OPERATIONS), null, 2);
    const [file] = call.words;
    if (file === undefined || file === '-') call.say(text);
    else {
      writeFileSync(file, `${text}\n`);
      call.say(`${file}: ${OPERATIONS.length} operations.`);
    }
    return Promise.resolve(EXIT.done);
  },
};
