import { showLine } from '../../sip/characters';
import { isBlank } from '../../sip/parsed';
import { showListed } from '../../sip/show';
import type { ExotelResource } from '../../transport/model';
import { idOf } from '../kind';
import { partsOf } from '../protect';
import { priorityOf, takesCalls } from '../routing';
import { destinationUris } from '../sections/destinationUris';
import { phoneNumbers } from '../sections/phoneNumbers';
import type { PlannedSection } from '../sections/section';
import { CALLER_ID, settings } from '../sections/settings';
import { sipCredentials } from '../sections/sipCredentials';
import { whitelistedIps } from '../sections/whitelistedIps';
import { trunks } from '../trunks';
import type { WholeTrunk } from '../wholeTrunk';
import type { CheckedDestination, CheckedTrunk, ExoPhones, Network } from './model';

/**
 * Looks at a trunk as the rules do. Pure.
 *
 * @param exoPhones the account's numbers, if the trunk has a caller ID
 */
export function checkedTrunk(whole: WholeTrunk, exoPhones?: ExoPhones): CheckedTrunk {
	const { trunk } = whole;
	const callerId = callerIdOf(whole);
	const rowsOf = (section: PlannedSection) => whole.rows.get(section) ?? [];
	return {
		name: trunks.nameOf(trunk) || idOf(trunks, trunk),
		status: textOf(trunk.status),
		destinations: rowsOf(destinationUris)
			.filter(({ destination }) => !isBlank(destination))
			.map(destinationOf),
		networks: rowsOf(whitelistedIps).map(networkOf),
		credentials: rowsOf(sipCredentials).length,
		numbers: rowsOf(phoneNumbers).length,
		callerId,
		...(callerId === '' ? {} : { exoPhones }),
	};
}

/** The caller ID of a trunk as it is written; empty if none is set. */
export function callerIdOf({ rows }: WholeTrunk): string {
	const setting = rows.get(settings)?.find((row) => settings.keyOf(row) === CALLER_ID);
	return textOf(setting?.value);
}

function destinationOf(row: ExotelResource): CheckedDestination {
	const key = destinationUris.keyOf(row);
	return {
		shown: showListed(destinationUris.nameOf(row)),
		key,
		parts: partsOf(key),
		priority: priorityOf(row),
		takesCalls: takesCalls(row),
	};
}

function networkOf(row: ExotelResource): Network {
	const key = whitelistedIps.keyOf(row);
	const { address, mask } = partsOf(key);
	return { shown: showLine(key), address, mask: mask > 32 ? 0 : mask };
}

function textOf(value: unknown): string {
	return isBlank(value) ? '' : showLine(String(value).trim());
}
