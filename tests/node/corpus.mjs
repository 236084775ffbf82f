// Puts every case of a corpus to the script of the pages, run by node, and prints what it said.
//
//   node corpus.mjs SCRIPT LOADER FOLDER      {"answers": [{id, expect, state, sentence, millis}, ..]}
//
// SCRIPT is the published script, LOADER tests/page/corpus_cases.js, FOLDER has pieces.json and cases.ndjson.

import './offline.mjs';
import {readFileSync} from 'node:fs';
import vm from 'node:vm';

const [script, loader, folder] = process.argv.slice(2);
const run = (path, name) => vm.runInThisContext(`${readFileSync(path, 'utf8')};${name}`, {filename: path});
const judge = run(loader, 'corpusJudge')(JSON.parse(readFileSync(`${folder}/pieces.json`, 'utf8')), run(script, 'badgepress'));
const answers = [];
for(const line of readFileSync(`${folder}/cases.ndjson`, 'utf8').split('\n').slice(0, -1)) {
  answers.push(await judge(line));
}
process.stdout.write(JSON.stringify({answers}));
