import type { INodeExecutionData } from 'n8n-workflow';

import type { Simulator } from '../simulator/simulator';
import type { Trunk } from '../simulator/state';
import type { ExampleRun, Output } from './model';

/** The SIDs of trunks that the examples name. */
export const SUPPORT = 'trmum1f708622631150902801a1n';
export const VOICE = 'trmum17d8e9a37a3732ecbf91a3u';

/** What an example must do in one run by hand. */
export const once =
	(check: (output: Output, simulator: Simulator) => void): ExampleRun['play'] =>
	async (player, simulator) =>
		check(await player.run(), simulator);

/** Some fields of each item. */
export const fields = (items: INodeExecutionData[], ...names: string[]) =>
	items.map(({ json }) => names.map((name) => json[name]));

/** A trunk that must be there. */
export function trunkOf({ state }: Simulator, sid: string): Trunk {
	const trunk = state.trunks.get(sid);
	if (trunk === undefined) throw new Error(`There is no trunk ${sid}`);
	return trunk;
}

/** The message of each item. */
export const texts = (items: INodeExecutionData[]) => items.map(({ json }) => json.text);

/** Each destination of a trunk with its priority. */
export const routes = (trunk: Trunk) =>
	trunk.destinations.map(({ destination, priority }) => [destination, priority]);

/** All that hangs on a trunk, in an order that does not depend on when it was made. */
export function partsOf(trunk: Trunk) {
	return {
		destinations: trunk.destinations
			.map(({ destination, priority, weight }) => `${destination} ${priority} ${weight}`)
			.sort(),
		whitelistedIps: trunk.whitelistedIps.map(({ ip, mask }) => `${ip}/${mask}`).sort(),
		phoneNumbers: trunk.phoneNumbers.map((row) => `${row.phone_number} ${row.mode}`).sort(),
		credentials: trunk.credentials.map((row) => row.user_name).sort(),
		settings: trunk.settings.map(({ name, value }) => `${name} ${value}`).sort(),
	};
}

/** Takes a row out of a list, as somebody else would delete it. */
export function take<R>(rows: R[], isIt: (row: R) => boolean): void {
	const index = rows.findIndex(isIt);
	if (index < 0) throw new Error('There is no such row');
	rows.splice(index, 1);
}

/** The requests since a moment that have changed something. */
export const changesSince = ({ calls }: Simulator, moment: number) =>
	calls.slice(moment).filter((call) => !call.startsWith('GET'));
