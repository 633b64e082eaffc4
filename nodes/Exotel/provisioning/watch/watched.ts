import { isSecretName } from '../../transport/passwords';
import { LISTS } from '../configuration';
import { idOf } from '../kind';
import { destinationUris } from '../sections/destinationUris';
import type { PlannedSection } from '../sections/section';
import { CALLER_ID, settings } from '../sections/settings';
import { trunkItself } from '../sections/trunkItself';
import { trunks } from '../trunks';
import type { Watched } from './model';

/** One of each, to show what an event looks like where there is none. */
const EXAMPLES: Readonly<Record<string, Watched['example']>> = {
	destinationUri: ['sip.company.com:5061;transport=tls', {}],
	whitelistedIp: ['44.248.146.11/32', {}],
	phoneNumber: ['+918040264208', {}],
	sipCredential: ['pbx_user', {}],
	setting: [CALLER_ID, { value: '+918040264208' }],
};

/** The trunk itself, which keeps its SID when it is renamed. That it becomes inactive is news, though nobody can set it. */
export const watchedTrunk: Watched = {
	section: trunkItself,
	keyOf: (row) => idOf(trunks, row),
	nameOf: ([sid, , name]) => String(name ?? '') || sid,
	fields: [...trunkItself.changeable, 'status'],
	example: ['support', { ...trunkItself.defaults, status: 'active' }],
};

/** What somebody has made elsewhere may have a password in it: a destination in its user part or behind its transport. */
const WITHOUT_SECRETS: ReadonlyMap<PlannedSection, Watched['withoutSecrets']> = new Map([
	[destinationUris, (row) => ({ ...row, destination: hideParts(destinationUris.keyOf(row)) })],
	[settings, (row) => (isSecretName(settings.nameOf(row)) ? { ...row, value: HIDDEN } : row)],
]);

const HIDDEN = '…';

/** A destination without what stands neither for its host nor for its port and transport. */
function hideParts(key: string): string {
	return key
		.replace(/^(sips:)?.*@/, `$1${HIDDEN}@`)
		.replace(/\?.*$/, HIDDEN)
		.replace(/;(?!transport=[a-z]{2,4}(?:;|$))[^;]*/g, `;${HIDDEN}`);
}

/** What can be watched of what hangs on a trunk. */
export const watchable: readonly Watched[] = LISTS.map((section) => ({
	section,
	keyOf: section.keyOf,
	nameOf: ([key]) => section.nameOfKey(key),
	withoutSecrets: WITHOUT_SECRETS.get(section),
	fields: section.changeable,
	example: EXAMPLES[section.resource] ?? ['', {}],
}));
