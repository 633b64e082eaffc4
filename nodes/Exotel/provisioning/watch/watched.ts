import { showListed } from '../../sip/show';
import type { ExotelResource } from '../../transport/model';
import { LISTS } from '../configuration';
import { idOf } from '../kind';
import { destinationUris } from '../sections/destinationUris';
import type { Fields, PlannedSection } from '../sections/section';
import { CALLER_ID } from '../sections/settings';
import { trunkItself } from '../sections/trunkItself';
import { trunks } from '../trunks';

/** A section as a watch looks at it. */
export interface Watched {
	readonly section: PlannedSection;
	/** What tells a row from all others. There is nothing in it that could be a secret. */
	keyOf(row: ExotelResource): string;
	/** The fields of a row whose values are watched. */
	readonly fields: readonly string[];
	/** One that might be. */
	readonly example: readonly [key: string, values: Fields];
}

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
	fields: [...trunkItself.changeable, 'status'],
	example: ['support', { ...trunkItself.defaults, status: 'active' }],
};

/** What can be watched of what hangs on a trunk. */
export const watchable: readonly Watched[] = LISTS.map((section) => ({
	section,
	keyOf: (row) => section.keyOf(section === destinationUris ? withoutSecrets(row) : row),
	fields: section.changeable,
	example: EXAMPLES[section.resource] ?? ['', {}],
}));

/** A destination as it may be shown and kept: one that somebody has made elsewhere may have a password in its user part. */
function withoutSecrets(row: ExotelResource): ExotelResource {
	return { ...row, destination: showListed(String(row.destination)) };
}
