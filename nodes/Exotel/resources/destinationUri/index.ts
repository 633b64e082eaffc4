import type { Resource } from '../../n8n/operation';
import { add } from './add';
import { deleteDestinationUri } from './delete';
import { getAll } from './getAll';
import { reroute } from './reroute';
import { sync } from './sync';
import { update } from './update';

export const destinationUri: Resource = {
	value: 'destinationUri',
	name: 'Destination URI',
	operations: [add, deleteDestinationUri, getAll, reroute, sync, update],
};
