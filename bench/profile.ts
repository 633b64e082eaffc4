/* eslint-disable @n8n/community-nodes/no-restricted-globals -- compares clocks; not part of the package */

/** Where the time went, as shares from 0 to 1. */
export interface Shares {
	/** This package's own code, with the built-in functions it calls, in the CPU time of the whole run. */
	readonly ofRun: number;
	/** The same in the node's time, like all shares that follow; including waiting, they add up to 1. */
	readonly node: number;
	/** n8n's resolution of parameters. */
	readonly parameters: number;
	/** n8n's HTTP helper, and the libraries it sends requests with. */
	readonly http: number;
	/** Garbage collection. */
	readonly garbage: number;
	/** Everything else, such as n8n's engine. */
	readonly rest: number;
	/** Waiting for answers. */
	readonly waiting: number;
}

type Owner = Exclude<keyof Shares, 'ofRun'>;

/** The parts of a profile written by `node --cpu-prof` that are used here; times in microseconds. */
export interface Profile {
	readonly nodes: readonly Frame[];
	readonly startTime: number;
	readonly samples: readonly number[];
	readonly timeDeltas: readonly number[];
}

interface Frame {
	readonly id: number;
	readonly children?: readonly number[];
	readonly callFrame: { readonly functionName: string; readonly url: string };
}

const PACKAGE = '/n8n-nodes-exotel/';
const HTTP =
	/\/(?:axios|follow-redirects|agent-base|https?-proxy-agent)\/|request-helper|^node:(?:_?http|net|_?tls|internal\/(?:streams|stream_base|webstreams|url|dns|net))/;

/**
 * Adds up the samples by owner.
 *
 * @param node when the node began and ended, in the profile's time
 */
export function sharesOf(
	{ nodes, samples, timeDeltas, startTime }: Profile,
	{ from, to }: { from: number; to: number },
): Shares {
	const owners = ownersOf(nodes);
	const ofNode = new Map<Owner, number>();
	const ofRun = new Map<Owner, number>();
	let at = startTime;
	for (const [index, delta] of timeDeltas.entries()) {
		at += delta;
		const owner = owners.get(samples[index] ?? 0) ?? 'rest';
		ofRun.set(owner, (ofRun.get(owner) ?? 0) + delta);
		if (at >= from && at <= to) ofNode.set(owner, (ofNode.get(owner) ?? 0) + delta);
	}
	const sum = (times: Iterable<number>) => [...times].reduce((all, time) => all + time, 0);
	const all = sum(ofNode.values());
	const share = (owner: Owner) => (ofNode.get(owner) ?? 0) / all;
	return {
		ofRun: (ofRun.get('node') ?? 0) / (sum(ofRun.values()) - (ofRun.get('waiting') ?? 0)),
		node: share('node'),
		parameters: share('parameters'),
		http: share('http'),
		garbage: share('garbage'),
		rest: share('rest'),
		waiting: share('waiting'),
	};
}

/** Turns a time in milliseconds since 1970 into a profile's time: microseconds since this machine started. */
export function profileTime(ms: number): number {
	return Number(process.hrtime.bigint() / 1000n) + (ms - Date.now()) * 1000;
}

/** Who owns the time spent in each frame, by the id of the frame. */
function ownersOf(frames: readonly Frame[]): Map<number, Owner> {
	const owners = new Map<number, Owner>();
	const byId = new Map(frames.map((frame) => [frame.id, frame]));
	const visit = ({ id, children, callFrame }: Frame, inherited: Owner) => {
		const owner = ownerOf(callFrame, inherited);
		owners.set(id, owner);
		for (const child of children ?? []) {
			const frame = byId.get(child);
			if (frame !== undefined) visit(frame, owner);
		}
	};
	const [root] = frames;
	if (root !== undefined) visit(root, 'rest');
	return owners;
}

/** Whatever parameters or HTTP call belongs to them; code without a file belongs to its caller. */
function ownerOf({ functionName, url }: Frame['callFrame'], inherited: Owner): Owner {
	if (functionName === '(idle)') return 'waiting';
	if (functionName === '(garbage collector)') return 'garbage';
	if (url.includes(PACKAGE)) return 'node';
	if (url === '' || inherited === 'parameters' || inherited === 'http') return inherited;
	if (/getNodeParameter/i.test(functionName)) return 'parameters';
	return HTTP.test(url) ? 'http' : 'rest';
}
