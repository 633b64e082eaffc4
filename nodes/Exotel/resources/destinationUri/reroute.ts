import type { Operation } from '../../n8n/operation';
import {
	matchField,
	modeField,
	oneTrunkField,
	priorityField,
	rerouteOptions,
	scopeField,
	weightField,
} from '../../n8n/reroute/fields';
import { rerouteItems } from '../../n8n/reroute/rerouteItems';

export const reroute: Operation = {
	value: 'reroute',
	name: 'Reroute',
	action: 'Reroute trunk destinations',
	description:
		'Set the priority or weight of all destinations that match, on one trunk or on all, such as to move a host that is down behind the others; or restore what was before. Returns one item for each destination, with its values before and after.',
	builderHint:
		"For a failover, keep the items whose action is updated, for example in a Data Table, and pass them to the same operation with mode 'restore' when the host is back.",
	fields: [
		modeField,
		scopeField,
		oneTrunkField,
		matchField,
		priorityField,
		weightField,
		rerouteOptions,
	],
	async execute() {
		return await rerouteItems(this);
	},
};
