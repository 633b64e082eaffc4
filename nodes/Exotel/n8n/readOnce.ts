import { readExoPhones } from '../transport/exoPhones';
import type { ExotelClient, ExotelResource, Path, Result, Rows } from '../transport/model';
import { paths } from '../transport/paths';

type RowTest = (row: ExotelResource) => boolean;

/** The lists that an execution reads, each once for all of its items. */
export class ReadOnce {
	private readonly lists = new Map<string, Promise<Result<Rows>>>();

	constructor(private readonly client: ExotelClient) {}

	/** Reads a list, or the first rows of it, unless it has been read. */
	async list(path: Path, limit = Infinity): Promise<Result<Rows>> {
		return await (this.lists.get(nameOf(path, limit)) ?? this.listAnew(path, limit));
	}

	/** Reads the account's ExoPhones, or the first of them, unless they have been read. */
	async exoPhones(limit = Infinity): Promise<Result<Rows>> {
		const name = nameOf(paths.exoPhones(), limit);
		return await (this.lists.get(name) ?? this.keep(name, readExoPhones(this.client, limit)));
	}

	/** Finds a row that should be there: in the list that has been read, or else in one that is read now. */
	async find(path: Path, isMeant: RowTest): Promise<Result<ExotelResource | undefined>> {
		return await this.lookTwice(path, (rows) => rows.find(isMeant));
	}

	/** Whether a row that should not be there is not. */
	async isGone(path: Path, isMeant: RowTest): Promise<Result<boolean>> {
		const gone = await this.lookTwice(path, (rows) => !rows.some(isMeant) || undefined);
		return gone.ok ? { ok: true, value: gone.value ?? false } : gone;
	}

	/** Looks into the list that has been read and, if that does not show it, into one that is read now. */
	private async lookTwice<T>(
		path: Path,
		look: (rows: Rows['rows']) => T | undefined,
	): Promise<Result<T | undefined>> {
		const known = this.lists.get(nameOf(path));
		const listed = await (known ?? this.listAnew(path));
		if (!listed.ok) return listed;
		const seen = look(listed.value.rows);
		if (seen !== undefined || known === undefined) return { ok: true, value: seen };
		// Another item may have read it anew in the meantime.
		const again = await (this.lists.get(nameOf(path)) === known
			? this.listAnew(path)
			: this.list(path));
		return again.ok ? { ok: true, value: look(again.value.rows) } : again;
	}

	private async keep(name: string, list: Promise<Result<Rows>>): Promise<Result<Rows>> {
		this.lists.set(name, list);
		return await list;
	}

	private async listAnew(path: Path, limit = Infinity): Promise<Result<Rows>> {
		return await this.keep(nameOf(path, limit), this.client.readAll(path, { limit }));
	}
}

function nameOf(path: Path, limit = Infinity): string {
	return JSON.stringify([path, limit]);
}
