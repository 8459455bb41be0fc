import { rm } from 'node:fs/promises';
import type { City } from '../city/city.ts';
import type { Cell } from '../city/devices.ts';
import { replaceFile } from './replace-file.ts';
import { openDatabase } from './sqlite.ts';

/** The registry's tables as its maker wrote them: short names, codes in place of words, local times, GCJ-02 coordinates. */
const TABLES = `
CREATE TABLE t_org ( -- 机构表
  org_code TEXT NOT NULL PRIMARY KEY, -- 机构编码
  org_name TEXT NOT NULL, -- 机构名称
  org_type TEXT, -- 类型 BUREAU局 COMMAND指挥中心 STATION派出所 POLICEROOM警务室 MEDIATION调委会 CENTRE中心 SERVICE服务站
  parent_code TEXT, -- 上级机构
  area_code TEXT, -- 行政区划代码
  duty_tel TEXT, -- 值班电话
  lng REAL, -- 经度(GCJ-02)
  lat REAL -- 纬度(GCJ-02)
);
CREATE TABLE t_camera ( -- 视频监控一机一档
  cam_code TEXT NOT NULL PRIMARY KEY, -- 摄像机编码(GB/T 28181, 20位)
  cam_name TEXT, -- 点位名称
  cam_type TEXT, -- 类型 1球机 2枪机 3半球
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  grid_no TEXT, -- 所属网格
  street_code TEXT, -- 所属街道
  sq_code TEXT, -- 所属社区
  dept_code TEXT, -- 管理单位
  vendor TEXT, -- 厂商
  pixel_w INTEGER, -- 水平像素
  install_date TEXT, -- 安装日期 yyyyMMdd
  ip_addr TEXT, -- 设备地址(内部)
  update_time TEXT -- 更新时间 yyyy-MM-dd HH:mm:ss 北京时间
);
CREATE TABLE t_door_ctrl ( -- 门禁控制器
  ctrl_code TEXT NOT NULL PRIMARY KEY, -- 控制器编码
  ctrl_name TEXT, -- 名称
  comp_code TEXT, -- 小区编码
  bld_code TEXT, -- 楼栋编码
  grid_no TEXT, -- 所属网格
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  door_num INTEGER, -- 门数
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  install_date TEXT, -- 安装日期 yyyyMMdd
  update_time TEXT -- 更新时间
);
CREATE TABLE t_door ( -- 门
  door_code TEXT NOT NULL PRIMARY KEY, -- 门编码
  ctrl_code TEXT NOT NULL REFERENCES t_door_ctrl (ctrl_code), -- 控制器编码
  door_name TEXT, -- 名称
  bld_code TEXT, -- 楼栋编码
  direction TEXT, -- 方向 IN进 OUT出 BOTH双向
  state_code INTEGER -- 状态 1在线 0离线 2维修
);
CREATE TABLE t_barrier ( -- 车辆道闸
  bar_code TEXT NOT NULL PRIMARY KEY, -- 道闸编码
  bar_name TEXT, -- 名称
  comp_code TEXT, -- 小区编码
  grid_no TEXT, -- 所属网格
  lane_num INTEGER, -- 车道数
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  install_date TEXT, -- 安装日期 yyyyMMdd
  update_time TEXT -- 更新时间
);
CREATE TABLE t_elevator ( -- 电梯系统
  lift_code TEXT NOT NULL PRIMARY KEY, -- 设备编码
  lift_name TEXT, -- 名称
  reg_no TEXT, -- 使用登记证编号
  bld_code TEXT, -- 楼栋编码
  grid_no TEXT, -- 所属网格
  car_num INTEGER, -- 轿厢数
  floors INTEGER, -- 层站数
  last_inspect TEXT, -- 上次检验 yyyyMMdd
  next_inspect TEXT, -- 下次检验 yyyyMMdd
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  update_time TEXT -- 更新时间
);
CREATE TABLE t_kiosk ( -- 政务一体机
  term_no TEXT NOT NULL PRIMARY KEY, -- 终端编号
  gb_code TEXT, -- 国标编码
  term_name TEXT, -- 名称
  addr TEXT, -- 地址
  grid_no TEXT, -- 所属网格
  term_state TEXT, -- 状态 在线 离线 故障
  bd_lng REAL, -- 经度(BD-09)
  bd_lat REAL, -- 纬度(BD-09)
  update_time TEXT -- 更新时间
);
CREATE TABLE t_speed_display ( -- 测速屏
  dev_code TEXT NOT NULL PRIMARY KEY, -- 设备编码
  disp_name TEXT, -- 名称
  grid_no TEXT, -- 所属网格
  limit_kmh INTEGER, -- 限速 km/h
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  update_time TEXT -- 更新时间
);
CREATE TABLE t_traffic_sensor ( -- 流量检测器
  dev_code TEXT NOT NULL PRIMARY KEY, -- 设备编码
  disp_name TEXT, -- 名称
  grid_no TEXT, -- 所属网格
  lane_num INTEGER, -- 车道数
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  update_time TEXT -- 更新时间
);
CREATE TABLE t_other_device ( -- 其他感知设备
  dev_code TEXT NOT NULL PRIMARY KEY, -- 设备编码
  disp_name TEXT, -- 名称
  dev_kind TEXT, -- 类别 SMOKE烟感 WATER水位计 SPEAKER广播 MANHOLE井盖
  grid_no TEXT, -- 所属网格
  state_code INTEGER, -- 状态 1在线 0离线 2维修
  lng REAL, -- 经度(GCJ-02)
  lat REAL, -- 纬度(GCJ-02)
  update_time TEXT -- 更新时间
);
CREATE INDEX i_camera_grid ON t_camera (grid_no);
CREATE INDEX i_camera_state ON t_camera (state_code);
CREATE INDEX i_door_ctrl ON t_door (ctrl_code);
`;

/** Writes the registry database: all tables at once, put in place of an older file in one step. */
export async function writeRegistry(city: City, file: string): Promise<void> {
  const { trafficCameras: _file, ...devices } = city.devices;
  const tables: Readonly<Record<string, readonly object[]>> = { t_org: city.organisations.units, ...devices };
  const fresh = `${file}.${process.pid}.new`;
  await rm(fresh, { force: true });
  const database = await openDatabase(fresh);
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;');
    database.exec('BEGIN');
    database.exec(TABLES);
    for (const [table, rows] of Object.entries(tables)) {
      const columns = Object.keys(rows[0] ?? {});
      const insert = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
      for (const row of rows) insert.run(...(Object.values(row) as Cell[]));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  await replaceFile(fresh, file);
}
