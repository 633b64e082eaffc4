import { destinationKey, keyOf } from '../../sip/destination';
import { parseDestination } from '../../sip/parse';
import { parsed } from '../../sip/parsed';
import { showDestination } from '../../sip/show';
import type { ExotelResource } from '../../transport/model';
import type { Section } from './section';

export const destinationUris: Section = {
	collection: 'destination-uris',
	one: 'destination URI',
	name: 'URI',
	nameField: 'destination',
	idField: 'id',
	show: showDestination,
	nameOf: ({ destination }) => String(destination),
	readName(text) {
		const read = parseDestination(text, 'tls');
		// What Add would refuse may be on the trunk all the same, just as it is written.
		const keys = [...(read.ok ? [keyOf(read.value)] : []), destinationKey(text)];
		return parsed((rows) => {
			const found = keys.map((key) => rows.filter((row) => keyOfRow(row) === key));
			return found.find(({ length }) => length > 0) ?? [];
		});
	},
};

function keyOfRow({ destination }: ExotelResource): string {
	return destinationKey(String(destination));
}
