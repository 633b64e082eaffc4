import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { provision } from '../../provisioning/provision';
import { planReroute } from '../../provisioning/reroute';
import { signalOf } from '../../transport/withSignal';
import { connect } from '../connect';
import { inputError } from '../errors';
import { Progress } from '../progress';
import { throwIfFailed } from '../provision/errors';
import { hintAtFailures } from '../provision/hints';
import { keepingIfThrown, takeKept } from '../provision/retried';
import { destinationUris as subject } from '../provision/subjects/destinationUris';
import { ReadOnce } from '../readOnce';
import { Trunks } from '../trunks';
import { goalsOf, isAboutAll, readDryRun, readSteps } from './steps';
import { beforeByRow, itemOf, resultsOf, unmatched, withEarlier } from './results';

/**
 * Sets priority or weight of all destinations that the items name, in turn with other executions, and returns
 * one item for each, with the values before and after.
 *
 * @throws NodeOperationError when input can't be used or matches nothing, NodeApiError when a request failed,
 * unless the workflow is set to continue
 */
export async function rerouteItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const isDryRun = readDryRun(context);
	const client = await connect(context);
	const lists = new ReadOnce(client);
	const trunks = await Trunks.of(context, lists, { named: isAboutAll(context) });
	const { steps, unusable } = await readSteps(context, trunks, lists);
	const continues = context.continueOnFail();
	if (!continues && unusable.length > 0) throw inputError(context, unusable);

	const goals = goalsOf(steps);
	const provisioned = await provision(
		client,
		{
			trunkSids: goals.map(({ trunkSid }) => trunkSid),
			purpose: 'updated',
			goals: async () => goals,
			planAll: (readings) =>
				readings.flatMap(({ goal, listed }) =>
					listed === null ? [] : [planReroute(listed, goal)],
				),
			objectionsTo: (plans) => (continues ? [] : unmatched(steps, plans)),
		},
		{
			batchSize: 1, // nothing is added
			stopOnFailure: !continues,
			dryRun: isDryRun,
			checksDoubles: false,
			progress: new Progress(context.logger, client),
			signal: signalOf(context),
		},
	);
	if (provisioned.objections.length > 0) throw inputError(context, provisioned.objections);
	const results = resultsOf(steps, provisioned, unusable);
	const earlier = takeKept(context);
	if (!continues) {
		const told = { stopsOnRefusal: false, isDryRun, purpose: 'updated' } as const;
		const words = { noun: subject.noun, subjectOf: () => subject };
		const before = () => (isDryRun ? {} : beforeByRow(results));
		keepingIfThrown(context, before, earlier, () => throwIfFailed(context, results, words, told));
	}
	hintAtFailures(context, results, subject);
	const given = new Map(steps.map(({ trunkSids: [sid = ''], trunkName }) => [sid, trunkName]));
	const trunkName = (sid: string) => trunks.nameOf(sid) ?? given.get(sid);
	const manner = { subject, isDryRun, trunkName };
	return results.map((result) => itemOf(context, withEarlier(result, earlier), manner));
}
