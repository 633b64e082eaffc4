import { destinationKey, keyOf } from '../../sip/destination';
import { parseDestination } from '../../sip/parse';
import { parsed } from '../../sip/parsed';
import { showDestination } from '../../sip/show';
import type { ExotelResource } from '../../transport/model';
import { rowsWhere } from '../kind';
import type { Section } from './section';

export const destinationUris: Section = {
	collection: 'destination-uris',
	one: 'destination URI',
	name: 'URI',
	nameField: 'destination',
	idField: 'id',
	show: showDestination,
	nameOf: ({ destination }) => String(destination ?? ''),
	readName(text) {
		const read = parseDestination(text, 'tls');
		// What Add would refuse, such as UDP, may be on the trunk all the same, just as it is written.
		const key = read.ok ? keyOf(read.value) : destinationKey(text);
		return parsed(rowsWhere((row) => keyOfRow(row) === key));
	},
};

function keyOfRow({ destination }: ExotelResource): string | undefined {
	return typeof destination === 'string' ? destinationKey(destination) : undefined;
}
