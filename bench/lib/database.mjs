import { createConnection } from 'mysql2/promise';
import { CAMERAS, CELLS_PER_DIVISION, camera, DIVISIONS, gridCell } from './data.mjs';

const VERSION = '1';
const BATCH = 2000;

/** Where MariaDB is: `BENCH_MARIADB`, or the server of this machine. */
export function databaseOptions() {
  const url = new URL(process.env.BENCH_MARIADB ?? 'mysql://root@127.0.0.1:3306/civigraph_bench');
  return {
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1) || 'civigraph_bench',
  };
}

const TABLES = [
  `create table t_grid (
    grid_no varchar(20) not null primary key,
    grid_name varchar(60) not null,
    kind_code char(1) not null,
    street_code varchar(12) not null,
    worker_num int not null,
    house_num int not null,
    person_num int not null,
    key k_street (street_code)
  )`,
  `create table t_camera (
    id int unsigned not null auto_increment primary key,
    cam_code varchar(20) not null,
    cam_name varchar(80) not null,
    state_code char(1) not null,
    street_code varchar(12) not null,
    grid_no varchar(20) not null,
    install_date date not null,
    lng double not null,
    lat double not null,
    vendor varchar(20) not null,
    unique key u_code (cam_code),
    key k_grid (grid_no),
    key k_street_state_date (street_code, state_code, install_date)
  )`,
];

/** Makes the database with its 200,000 cameras, unless it is there already. */
export async function prepareDatabase(say) {
  const { database, ...server } = databaseOptions();
  const connection = await createConnection({ ...server, charset: 'utf8mb4' });
  try {
    const [found] = await connection.query('select schema_comment as version from information_schema.schemata where schema_name = ?', [
      database,
    ]);
    if (found[0]?.version === VERSION) return;
    say(`filling ${database} with ${CAMERAS} cameras`);
    await connection.query('drop database if exists ??', [database]);
    await connection.query('create database ?? character set utf8mb4 collate utf8mb4_unicode_ci', [database]);
    await connection.query('use ??', [database]);
    for (const table of TABLES) await connection.query(table);
    const cells = Array.from({ length: DIVISIONS * CELLS_PER_DIVISION }, (_, n) => gridCell(n % DIVISIONS, Math.floor(n / DIVISIONS)));
    await insert(connection, 't_grid', cells);
    for (let from = 0; from < CAMERAS; from += BATCH * 5) {
      await insert(
        connection,
        't_camera',
        Array.from({ length: Math.min(BATCH * 5, CAMERAS - from) }, (_, n) => camera(from + n)),
      );
    }
    await connection.query('analyze table t_camera, t_grid');
    await connection.query('alter database ?? comment = ?', [database, VERSION]);
  } finally {
    await connection.end();
  }
}

async function insert(connection, table, rows) {
  const columns = Object.keys(rows[0]);
  await connection.beginTransaction();
  for (let from = 0; from < rows.length; from += BATCH) {
    const values = rows.slice(from, from + BATCH).map((row) => columns.map((column) => row[column]));
    await connection.query('insert into ?? (??) values ?', [table, columns, values]);
  }
  await connection.commit();
}
