import {
	UserError,
	type DataTableColumn,
	type DataTableColumnType,
	type DataTableFilter,
	type DataTableProxyProvider,
	type DataTableRow,
	type DataTableRowReturn,
	type IDataTableProjectService,
} from 'n8n-workflow';

/** The columns of data tables, by the id of the table. */
export type Tables = Readonly<Record<string, Readonly<Record<string, DataTableColumnType>>>>;

const DATE = new Date(0);

/**
 * Keeps data tables in memory, for n8n's Data Table node in an engine without a database. It does what the
 * examples need: rows are found by equality, returned in the order of their ids, inserted and upserted.
 */
export class DataTables implements DataTableProxyProvider {
	private readonly rows = new Map<string, DataTableRowReturn[]>();

	constructor(private readonly tables: Tables) {}

	async getDataTableAggregateProxy(): Promise<never> {
		throw new UserError('Tables are not listed here');
	}

	async getDataTableProxy(
		_workflow: unknown,
		_node: unknown,
		id: string,
	): Promise<IDataTableProjectService> {
		const types = this.tables[id];
		if (types === undefined) throw new UserError(`There is no data table ${id}`);
		const rows = this.rows.get(id) ?? [];
		this.rows.set(id, rows);
		return new MemoryTable(id, types, rows);
	}
}

class MemoryTable implements IDataTableProjectService {
	constructor(
		private readonly id: string,
		private readonly types: Readonly<Record<string, DataTableColumnType>>,
		private readonly rows: DataTableRowReturn[],
	) {}

	async getColumns(): Promise<DataTableColumn[]> {
		return Object.entries(this.types).map(([name, type], index) => ({
			...{ id: name, name, type, index, dataTableId: this.id },
		}));
	}

	async getManyRowsAndCount({ filter, skip = 0, take = Infinity }: PartialOptions) {
		const found = this.rows.filter((row) => matches(row, filter));
		return { count: found.length, data: found.slice(skip, skip + take).map((row) => ({ ...row })) };
	}

	// n8n's own type of the result depends on the second parameter; its node asks for 'all'.
	async insertRows(rows: DataTableRow[]): Promise<never> {
		return rows.map((row) => this.insert(row)) as never;
	}

	async upsertRow({ filter, data }: { filter: DataTableFilter; data: DataTableRow }) {
		this.check(data);
		const found = this.rows.filter((row) => matches(row, filter));
		for (const row of found) Object.assign(row, data);
		return found.length > 0 ? found.map((row) => ({ ...row })) : [this.insert(data)];
	}

	updateDataTable = unused;
	deleteDataTable = unused;
	addColumn = unused;
	moveColumn = unused;
	deleteColumn = unused;
	updateRows = unused;
	deleteRows = unused;
	clearRows = unused;

	private insert(data: DataTableRow): DataTableRowReturn {
		this.check(data);
		const none = Object.fromEntries(Object.keys(this.types).map((name) => [name, null]));
		const system = { id: this.rows.length + 1, createdAt: DATE, updatedAt: DATE };
		const row = { ...none, ...data, ...system };
		this.rows.push(row);
		return { ...row };
	}

	/** Like n8n, refuses values of another type than the column's, and columns that are not there. */
	private check(data: DataTableRow): void {
		for (const [name, value] of Object.entries(data)) {
			if (value === null || typeof value === this.types[name]) continue;
			throw new UserError(`The column ${name} can't hold ${typeof value} ${String(value)}`);
		}
	}
}

interface PartialOptions {
	readonly filter?: DataTableFilter;
	readonly skip?: number;
	readonly take?: number;
}

function matches(row: DataTableRow, filter?: DataTableFilter): boolean {
	const { type = 'and', filters = [] } = filter ?? {};
	const results = filters.map(({ columnName, condition, value }) => {
		if (condition !== 'eq') throw new UserError(`The condition ${condition} is not known here`);
		return row[columnName] === value;
	});
	if (results.length === 0) return true;
	return type === 'and' ? !results.includes(false) : results.includes(true);
}

async function unused(): Promise<never> {
	throw new UserError('Not part of this engine');
}
