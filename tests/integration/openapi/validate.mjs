// SPDX-License-Identifier: MIT
// validate.mjs FILE: judges an OpenAPI document by the published schema of its version. Prints what
// is wrong; the exit status is 0 only for a valid document of version 3.1.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const result = await validator.validate(JSON.parse(readFileSync(process.argv[2], 'utf8')));
if (!result.valid) console.log(JSON.stringify(result.errors, null, 1));
if (result.valid && validator.version !== '3.1') console.log(`version ${validator.version}`);
process.exit(result.valid && validator.version === '3.1' ? 0 : 1);
