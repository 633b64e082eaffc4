import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { trunkItself } from '../../provisioning/sections/trunkItself';
import type { Drift } from '../../provisioning/watch/model';
import { showLine } from '../../sip/characters';
import { capitalized, tellChange } from '../provision/words';

/** So many hexadecimal digits tell an event from all others. */
const ID_LENGTH = 32;

/** When changes were seen. */
export interface Sighting {
	/** When something was last told. */
	readonly since: string;
	readonly now: string;
}

/** The event that tells of a change, as an item. */
export function eventOf(drift: Drift, { since, now }: Sighting): IDataObject {
	const { section, change, trunkSid, trunkName, name, before, after, changedFields } = drift;
	const { resource } = section;
	return {
		event: `${resource}.${change}`,
		message: tellDrift(drift),
		event_id: createHash('sha256')
			.update(JSON.stringify([since, drift.facts]))
			.digest('hex')
			.slice(0, ID_LENGTH),
		...{ resource, change, trunk_sid: trunkSid, trunk_name: trunkName, key: name },
		...{ before, after, changed_fields: [...changedFields], detected_at: now },
	};
}

/** Says in a sentence what has changed. */
function tellDrift(drift: Drift): string {
	const { section, change, trunkName, name, before, after } = drift;
	const isTrunk = section.resource === trunkItself.resource;
	const thing = capitalized(`${section.one} ${showLine(name)}`);
	const of = { added: 'to', changed: 'of', removed: 'from' }[change];
	const where = isTrunk ? '' : ` ${of} trunk ${showLine(trunkName)}`;
	if (before === null || after === null) return `${thing} was ${change}${where}`;
	const differences = tellChange(drift.changedFields, before, after).join(', ');
	return `${thing}${where} was changed: ${showLine(differences)}`;
}
