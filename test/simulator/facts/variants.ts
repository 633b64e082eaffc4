import fc from 'fast-check';

import type { Variants } from './rules';

const usual = <T>(value: T, ...others: T[]) =>
	fc.oneof(
		{ arbitrary: fc.constant(value), weight: 1 },
		{ arbitrary: fc.constantFrom(...others), weight: 1 },
	);

/** Every variant half of the time or more rarely, in any combination. */
export const variants: fc.Arbitrary<Variants> = fc.record({
	unknownTrunk: usual<404 | 403>(404, 403),
	duplicateStatus: usual<200 | 409>(200, 409),
	duplicateDestination: usual<'append' | 'refuse'>('append', 'refuse'),
	trunkByPath: usual<200 | 404 | 405>(200, 404, 405),
	trunkMapEnvelope: fc.boolean(),
	credentials: usual<'current' | 'older'>('current', 'older'),
	credentialHyphens: fc.boolean(),
	countsFailed: fc.boolean(),
	requestsPerMinute: fc.constantFrom(Infinity, Infinity, Infinity, Infinity, 16),
	limitForm: usual<'envelope' | 'restException'>('envelope', 'restException'),
	retryAfter: fc.constantFrom(undefined, 'seconds', 'date'),
	maxPage: fc.constantFrom(
		{ size: Infinity, isRefused: false },
		{ size: 2, isRefused: false },
		{ size: 2, isRefused: true },
	),
	listOrder: fc.constantFrom('usual', 'usual', 'usual', 'random'),
	ids: fc.constantFrom('text', 'text', 'text', 'number'),
	exoPhoneForm: fc.constantFrom('e164', 'zeroPrefixed', 'national'),
	exoPhoneLinks: fc.constantFrom('absent', 'otherHost'),
	exoPhonePages: usual<Variants['exoPhonePages']>('usual', 'ignored', 'lastRepeats'),
});
