// Packs the script of the pages: its source in, the same in short out. Asked by tools/pack_script.py.
//
// No option here lets terser assume what the language does not promise; `ascii_only` because a page may be read in any
// encoding.

import './offline.mjs';
import {readFileSync} from 'node:fs';
import {minify} from 'terser';

const {code} = await minify(readFileSync(0, 'utf8'), {
  ecma: 2020,
  compress: {ecma: 2020, passes: 3, unsafe_arrows: true},
  format: {ascii_only: true}
});
process.stdout.write(code);
