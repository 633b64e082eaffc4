import { deletionOfRows } from '../../n8n/deletion';
import { destinationIdField } from './fields';

export const deleteDestinationUri = deletionOfRows({
	action: 'Delete a trunk destination URI',
	description:
		'Remove a destination URI from a trunk, so that Exotel sends no more calls to it. By URI, it removes every entry of that URI. Returns { deleted: true, ID } for each.',
	row: destinationIdField,
	several: true,
});
