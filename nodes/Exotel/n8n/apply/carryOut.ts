import type { IExecuteFunctions } from 'n8n-workflow';

import { isNew, sidOfNew } from '../../provisioning/newTrunk';
import { objectionsTo, type Limits, type Objection } from '../../provisioning/objections';
import { planTrunks } from '../../provisioning/plan';
import { provision, type Provisioned } from '../../provisioning/provision';
import type { ExotelClient } from '../../transport/model';
import { paths } from '../../transport/paths';
import { signalOf } from '../../transport/withSignal';
import { apiError } from '../errors';
import { Progress } from '../progress';
import { readApproved } from '../provision/approval';
import type { ExecutionOptions } from '../provision/readOptions';
import { reportOf } from '../report';
import type { Ask, UnusableAsk } from './asks';
import { targetsOf, type Manner, type Target } from './targets';

/** What was asked for, and what became of it. */
interface CarriedOut {
	readonly targets: readonly Target[];
	readonly provisioned: Provisioned<Objection>;
	/** What could not be begun. */
	readonly unusable: readonly UnusableAsk[];
}

/**
 * Brings trunks to what is asked for.
 *
 * @param how.isAnyUnknown whether there is an item of which it is not known what it wants
 * @throws NodeApiError when it can't be seen whether a trunk is still to be created, unless the workflow is set to
 * continue
 */
export async function carryOut(
	context: IExecuteFunctions,
	client: ExotelClient,
	asks: readonly Ask[],
	how: { readonly options: ExecutionOptions; readonly isAnyUnknown: boolean },
): Promise<CarriedOut> {
	const { batchSize, checksDoubles, isDryRun, keepsRouting, isProtected, ...options } = how.options;
	const stopOnFailure = !context.continueOnFail();
	const manner: Manner = {
		...{ deletes: options.deletesMissing, isAnyUnknown: how.isAnyUnknown },
		...{ keepsRouting, isProtected, accountSid: client.accountSid },
	};
	const limits: Limits = {
		needsAll: stopOnFailure,
		...(options.deletesMissing ? { maxDeletions: options.maxDeletions } : {}),
		approved: readApproved(context, asks),
	};
	let begun: Begun | undefined;
	const provisioned = await provision(
		client,
		{
			// Whoever creates a trunk, and whoever finds it there a moment later, take turns by its name.
			trunkSids: asks.flatMap(({ trunkSid, name }) => [trunkSid, sidOfNew(name)]),
			purpose: 'added',
			async goals() {
				begun = await begin(context, client, asks, manner);
				return begun.targets.flatMap(({ parts }) => parts.map(({ goal }) => goal));
			},
			planAll: planTrunks,
			objectionsTo: (plans) => objectionsTo(plans, limits),
		},
		{
			...{ batchSize, stopOnFailure, checksDoubles, dryRun: isDryRun },
			progress: new Progress(context.logger, client),
			signal: signalOf(context),
		},
	);
	return { ...(begun ?? withoutLooking(asks, manner)), provisioned };
}

type Begun = Omit<CarriedOut, 'provisioned'>;

/** What is to be done as far as it is known without reading the account's trunks once more. */
function withoutLooking(asks: readonly Ask[], manner: Manner): Begun {
	return { targets: targetsOf(asks, undefined, manner), unusable: [] };
}

/**
 * Says what is to be done. If a trunk is to be created, reads the account's trunks once more: another execution
 * may just have done it.
 */
async function begin(
	context: IExecuteFunctions,
	client: ExotelClient,
	asks: readonly Ask[],
	manner: Manner,
): Promise<Begun> {
	const created = asks.filter(({ trunkSid }) => isNew(trunkSid));
	const [first] = created;
	if (first === undefined) return withoutLooking(asks, manner);
	const listed = await client.readAll(paths.trunks());
	if (listed.ok) return { targets: targetsOf(asks, listed.value.rows, manner), unusable: [] };
	const report = reportOf(listed.failure);
	if (!context.continueOnFail()) throw apiError(context, report, { itemIndex: first.itemIndex });
	const others = asks.filter((ask) => !created.includes(ask));
	return {
		targets: targetsOf(others, undefined, { ...manner, isAnyUnknown: true }),
		unusable: created.map(({ itemIndex, name }) => ({ itemIndex, about: name, report })),
	};
}
