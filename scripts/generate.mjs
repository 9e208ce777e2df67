// Writes the files that are made from the sources: the agent's allow-list and the config's JSON Schema for editors.
import { writeFileSync } from 'node:fs';
import { renderConfigSchema } from '../dist/src/config/schema.js';
import { renderAllowList } from '../dist/src/powershell/allow-list.js';
import { cmdletUses } from '../dist/src/powershell/cmdlets/index.js';

writeFileSync(new URL('../src/powershell/agent/SfbAllowList.ps1', import.meta.url), renderAllowList(cmdletUses));
writeFileSync(new URL('../sfb.config.schema.json', import.meta.url), renderConfigSchema());
