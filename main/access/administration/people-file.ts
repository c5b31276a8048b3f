import { mostImported, personRecordSchema, type PersonRecord } from "../../../shared/model/administration.ts";
import { roleSchema, type Role } from "../../../shared/model/person.ts";
import {
  peopleColumns,
  type CellFault,
  type FileFault,
  type PeopleColumn,
  type PeoplePreview,
} from "../../../shared/model/people-file.ts";
import { decodeTable, readTable, type TableLine } from "../../formats/csv.ts";
import { sha256Hex } from "../../formats/digest.ts";

/** A file of persons after a dry run. */
export interface PeopleFile {
  readonly preview: PeoplePreview;
  /** Everybody, when no row is wrong; else nobody. */
  readonly records: readonly PersonRecord[];
}

const largestFile = 1_048_576;

const headings: Readonly<Record<PeopleColumn, readonly string[]>> = {
  person: ["人员编号", "编号", "person no.", "person", "id"],
  name: ["姓名", "name"],
  latinName: ["拼音", "姓名拼音", "latin name", "name in pinyin", "pinyin"],
  unit: ["单位", "所在单位", "unit"],
  post: ["岗位", "post"],
  certificateNo: ["执法证号", "证件号", "证号", "certificate no.", "certificate"],
  roles: ["职务", "角色", "系统角色", "roles", "role"],
  outside: ["外单位", "是否外单位", "outside"],
};

const roleWords: Readonly<Record<Role, readonly string[]>> = {
  officer: ["执法人员", "officer"],
  caseOfficer: ["办案人员", "case officer", "caseofficer"],
  approver: ["审批人", "approver"],
  roomSupervisor: ["查阅室监督人", "监督人", "room supervisor", "roomsupervisor"],
  inspector: ["督察人员", "inspector"],
  legalOfficer: ["法制员", "legal officer", "legalofficer"],
  archivist: ["档案管理员", "archivist"],
  compliance: ["合规审查员", "compliance"],
  administrator: ["系统管理员", "管理员", "administrator"],
};

const yes = new Set(["是", "yes", "y", "true", "1"]);
const no = new Set(["", "否", "no", "n", "false", "0"]);
/** A spreadsheet runs a cell that begins like this; no name or number of a person does. */
const formula = /^[=+\-@\t\r]/u;

function unusable(fault: FileFault): PeopleFile {
  return { preview: { state: "unusable", fault }, records: [] };
}

/** Reads a file of persons and says of every row what would come of it. Nothing is imported by looking. */
export function readPeopleFile(bytes: Uint8Array, known: readonly string[]): PeopleFile {
  if (bytes.byteLength > largestFile) {
    return unusable("too-big");
  }
  const decoded = decodeTable(bytes);
  if (decoded === null) {
    return unusable("encoding");
  }
  const lines = readTable(decoded.text);
  if (lines === null) {
    return unusable("quotes");
  }
  const [head, ...body] = lines;
  if (head === undefined || body.length === 0) {
    return unusable("empty");
  }
  const columns = head.cells.map((cell) => columnOf(cell));
  if (!columns.includes("name")) {
    return unusable("no-header");
  }
  if (body.length > mostImported) {
    return unusable("too-many-rows");
  }
  const numbers = numberer([...known, ...body.map((line) => cellsOf(line, columns).person)]);
  const seen = new Set<string>();
  const rows = body.map((line) => {
    const row = judge(cellsOf(line, columns), line, { known, seen, number: numbers });
    seen.add(row.record.person);
    return row;
  });
  const isSound = rows.every(({ faults }) => faults.length === 0);
  return {
    preview: {
      state: "read",
      digest: sha256Hex(bytes),
      encoding: decoded.encoding,
      ignored: head.cells.filter((cell, at) => columns[at] === null && cell.trim() !== "").map((cell) => cell.trim()),
      rows: rows.map(({ line, faults, record }) => ({ line, faults, name: record.name, person: record.person })),
    },
    records: isSound ? rows.map(({ record }) => personRecordSchema.parse(record)) : [],
  };
}

function columnOf(heading: string): PeopleColumn | null {
  const folded = heading.normalize("NFKC").trim().toLowerCase();
  return peopleColumns.find((column) => headings[column].includes(folded)) ?? null;
}

type Cells = Readonly<Record<PeopleColumn, string>>;

function cellsOf({ cells }: TableLine, columns: readonly (PeopleColumn | null)[]): Cells {
  const cell = (column: PeopleColumn): string => (cells[columns.indexOf(column)] ?? "").trim();
  return {
    person: cell("person").toLowerCase(),
    name: cell("name"),
    latinName: cell("latinName"),
    unit: cell("unit"),
    post: cell("post"),
    certificateNo: cell("certificateNo"),
    roles: cell("roles"),
    outside: cell("outside"),
  };
}

/** The next free number of a person, for rows that bring none. */
function numberer(taken: readonly string[]): () => string {
  const numbers = taken.map((person) => Number(/^p-(\d{1,6})$/u.exec(person)?.[1] ?? "0"));
  let last = Math.max(0, ...numbers);
  return () => {
    last += 1;
    return `p-${String(last).padStart(4, "0")}`;
  };
}

const longest: Readonly<Partial<Record<PeopleColumn, number>>> = {
  name: 64,
  latinName: 96,
  unit: 128,
  post: 64,
  certificateNo: 64,
};

interface Judged {
  readonly line: number;
  readonly faults: CellFault[];
  readonly record: { readonly person: string; readonly name: string } & Record<string, unknown>;
}

interface Facts {
  readonly known: readonly string[];
  readonly seen: ReadonlySet<string>;
  readonly number: () => string;
}

function judge(cells: Cells, { line }: TableLine, facts: Facts): Judged {
  const person = cells.person === "" ? facts.number() : cells.person;
  const roles = rolesIn(cells.roles);
  const outside = yes.has(cells.outside.toLowerCase());
  const faults = [
    ...peopleColumns.flatMap((column) => cellFaultsOf(column, cells[column])),
    ...personFaults(person, facts),
    ...roles.unknown.map((word) => faultOf("roles", "unknown-role", word)),
    ...outsideFaults(cells, outside, roles.found),
  ];
  const { name, unit, post, certificateNo } = cells;
  const latinName = cells.latinName === "" ? name : cells.latinName;
  return { line, faults, record: { person, name, latinName, unit, post, certificateNo, roles: roles.found, outside } };
}

function faultOf(column: PeopleColumn, fault: CellFault["fault"], cell: string): CellFault {
  return { column, fault, cell: cell.slice(0, 40) };
}

const required: ReadonlySet<PeopleColumn> = new Set(["name", "unit", "roles"]);

function cellFaultsOf(column: PeopleColumn, cell: string): CellFault[] {
  const rules: readonly (readonly [CellFault["fault"], boolean])[] = [
    ["formula", formula.test(cell)],
    ["too-long", cell.length > (longest[column] ?? 400)],
    ["missing", cell === "" && required.has(column)],
  ];
  return rules.filter(([, wrong]) => wrong).map(([fault]) => faultOf(column, fault, cell));
}

function personFaults(person: string, { known, seen }: Facts): CellFault[] {
  const rules: readonly (readonly [CellFault["fault"], boolean])[] = [
    ["malformed", !/^p-[0-9a-z]{2,32}$/u.test(person)],
    ["known-already", known.includes(person)],
    ["twice-in-file", seen.has(person)],
  ];
  return rules.filter(([, wrong]) => wrong).map(([fault]) => faultOf("person", fault, person));
}

function outsideFaults({ outside: cell, roles }: Cells, outside: boolean, found: readonly Role[]): CellFault[] {
  const isClear = outside || no.has(cell.toLowerCase());
  const isInside = found.some((role) => role !== "officer" && role !== "caseOfficer");
  return [
    ...(isClear ? [] : [faultOf("outside", "malformed", cell)]),
    ...(outside && isInside ? [faultOf("roles", "role-of-outsider", roles)] : []),
  ];
}

function rolesIn(cell: string): { readonly found: Role[]; readonly unknown: string[] } {
  const words = cell
    .split(/[、，,;；|/]/u)
    .map((word) => word.normalize("NFKC").trim().toLowerCase())
    .filter((word) => word !== "");
  const roles = words.map((word) => roleSchema.options.find((role) => roleWords[role].includes(word)) ?? word);
  const found = roleSchema.options.filter((role) => roles.includes(role));
  return { found, unknown: roles.filter((role) => !found.some((one) => one === role)) };
}
