import { destinationRules } from './destinationRules';
import type { Rule } from './model';
import { trunkRules } from './trunkRules';

/** All that a trunk is checked for, in the order in which findings are told. */
export const rules: readonly Rule[] = [...destinationRules, ...trunkRules];
