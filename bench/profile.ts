/* eslint-disable @n8n/community-nodes/no-restricted-globals -- compares clocks; not part of the package */

/** Where the time went, as shares from 0 to 1. */
export interface Shares {
	/** This package's own code, with what it calls of the language, in the processor's time of the whole run. */
	readonly ofRun: number;
	/** The same in the time of the node, as are all that follow; with the waiting they make 1. */
	readonly node: number;
	/** n8n's resolution of parameters. */
	readonly parameters: number;
	/** n8n's HTTP helper, and what it sends requests with. */
	readonly http: number;
	/** Collecting garbage. */
	readonly garbage: number;
	/** Everything else, such as n8n's engine. */
	readonly rest: number;
	/** Waiting for answers. */
	readonly waiting: number;
}

type Owner = Exclude<keyof Shares, 'ofRun'>;

/** What is of interest of a profile that `node --cpu-prof` writes; times in microseconds. */
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
 * Adds up the samples by whose they are.
 *
 * @param node when the node began and ended, as the profile counts time
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

/** A time in milliseconds since 1970 as profiles count it: in microseconds since this machine started. */
export function profileTime(ms: number): number {
	return Number(process.hrtime.bigint() / 1000n) + (ms - Date.now()) * 1000;
}

/** By the id of a frame, whose time it is that is spent in it. */
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

/** What is called for parameters or HTTP belongs to them; what has no file, to who has called it. */
function ownerOf({ functionName, url }: Frame['callFrame'], inherited: Owner): Owner {
	if (functionName === '(idle)') return 'waiting';
	if (functionName === '(garbage collector)') return 'garbage';
	if (url.includes(PACKAGE)) return 'node';
	if (url === '' || inherited === 'parameters' || inherited === 'http') return inherited;
	if (/getNodeParameter/i.test(functionName)) return 'parameters';
	return HTTP.test(url) ? 'http' : 'rest';
}
