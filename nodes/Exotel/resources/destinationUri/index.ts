import type { Resource } from '../operation';
import { add } from './add';
import { getAll } from './getAll';

export const destinationUri: Resource = {
	value: 'destinationUri',
	name: 'Destination URI',
	operations: [add, getAll],
};
