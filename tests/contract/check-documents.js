// SPDX-License-Identifier: GPL-3.0-or-later
// node check-documents.js PEERS FILE...: rich texts (*.adf.json) against Atlassian's schema, *.graphql against
// GitHub's.
const fs = require('fs');
const path = require('path');

const [peers, ...files] = process.argv.slice(2);
const load = name => require(require.resolve(name, { paths: [peers] }));
const read = name => fs.readFileSync(path.join(peers, 'node_modules', name), 'utf8');

function makeAdfCheck() {
  const Ajv = load('ajv-draft-04').default || load('ajv-draft-04');
  const schema = JSON.parse(read('@atlaskit/adf-schema/dist/json-schema/v1/full.json'));
  const check = new Ajv({ strict: false }).compile(schema);

  return text => check(JSON.parse(text)) ? [] : check.errors.map(one => `${one.instancePath} ${one.message}`);
}

function makeGraphqlCheck() {
  const { buildSchema, parse, validate } = load('graphql');
  const schema = buildSchema(read('@octokit/graphql-schema/schema.graphql'), { assumeValidSDL: true });

  return text => validate(schema, parse(text)).map(one => one.message);
}

const makers = { '.adf.json': makeAdfCheck, '.graphql': makeGraphqlCheck };
let bad = 0;
for (const [suffix, make] of Object.entries(makers)) {
  const own = files.filter(file => file.endsWith(suffix));
  const check = own.length > 0 ? make() : null;

  for (const file of own) {
    const text = fs.readFileSync(file, 'utf8');
    const complaints = check(text);

    if (complaints.length > 0) {
      console.log(`${complaints.slice(0, 3).join('; ')}\n  in ${text.slice(0, 2000)}`);
      bad++;
    }
  }
}
process.exit(bad > 0 ? 1 : 0);
