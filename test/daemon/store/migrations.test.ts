import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StateDatabase } from '../../../daemon/store/database.ts';
import { copyBeforeMigration } from '../../../daemon/store/last-good-copy.ts';
import { migrate, migrations } from '../../../daemon/store/migrations.ts';
import { accountRecord, StateFolder } from '../../support/state-folder.ts';

describe('migrations of the state database', () => {
  let folder: StateFolder;
  let database: StateDatabase;
  beforeEach(async () => {
    folder = new StateFolder();
    await folder.with('keyfile', async (state) => state.accounts.save(accountRecord()));
    database = StateDatabase.open(folder.paths.database);
  });
  afterEach(async () => {
    database.close();
    await folder.dispose();
  });

  const version = () => database.get('PRAGMA user_version')?.user_version;
  const columns = () => database.all('PRAGMA table_info(accounts)').map((column) => column.name);
  const addColumn = 'ALTER TABLE accounts ADD COLUMN colour TEXT';

  it('run from the version of the file on, after a copy was made', () => {
    const copied: number[] = [];
    const copyBefore = (from: number) => {
      copied.push(from);
      copyBeforeMigration(database, from);
      assert.ok(!columns().includes('colour'));
    };
    migrate(database, copyBefore, [...migrations, addColumn]);
    assert.equal(version(), migrations.length + 1);
    assert.ok(columns().includes('colour'));
    assert.deepEqual(copied, [migrations.length]);
    assert.ok(existsSync(`${folder.paths.database}.before-migration-from-${migrations.length}`));
    migrate(database, () => assert.fail('nothing is left to do'), [...migrations, addColumn]);
  });

  it('leave the file as it was where one fails', () => {
    const failing = [...migrations, `${addColumn}; SELECT * FROM no_such_table`];
    assert.throws(() => migrate(database, () => {}, failing));
    assert.equal(version(), migrations.length);
    assert.ok(!columns().includes('colour'));
    assert.equal(database.all('SELECT * FROM accounts').length, 1);
  });

  it('refuse a file of a newer Tokenwell', async () => {
    database.execute('PRAGMA user_version = 99');
    database.close();
    await assert.rejects(folder.open('keyfile'), { code: 'store_unavailable', message: /newer Tokenwell \(schema 99/ });
    database = StateDatabase.open(folder.paths.database);
    assert.equal(version(), 99);
  });

  it("refuse somebody else's database", async () => {
    const other = new StateFolder();
    try {
      mkdirSync(other.paths.state, { recursive: true });
      const foreign = new DatabaseSync(other.paths.database);
      foreign.exec('CREATE TABLE recipes (name TEXT)');
      foreign.close();
      await assert.rejects(other.open('keyfile'), { code: 'store_damaged', message: /not one that Tokenwell wrote/ });
    } finally {
      await other.dispose();
    }
  });
});
