import { documentFields, type DocumentField, type DocumentMapping } from "../../../shared/model/document.ts";

/** How tables of authorities head their columns; the first of each is the heading of the template. */
const headings: Readonly<Record<DocumentField, readonly string[]>> = {
  number: ["文书编号", "文号", "文书号", "编号", "document no.", "document number", "number"],
  name: ["文书名称", "文书", "名称", "document", "name"],
  caseNo: ["案号", "立案号", "案件编号", "案件号", "case no.", "case number", "caseno"],
  category: ["执法类别", "类别", "执法类型", "案件类型", "category", "kind of enforcement"],
  matter: ["执法事项", "事项", "案由", "matter"],
  unit: ["执法单位", "单位", "承办单位", "办案单位", "unit"],
  officers: ["执法证号", "执法人员证号", "执法人员", "承办人", "办案人员", "officers", "officer", "certificate no."],
  devices: ["记录仪编号", "设备编号", "执法记录仪", "devices", "device", "camera"],
  from: ["开始时间", "执法时间", "检查时间", "起始时间", "日期", "begin", "start", "from", "date"],
  to: ["结束时间", "终止时间", "end", "to"],
  place: ["执法地点", "地点", "检查地点", "place"],
  party: ["当事人", "行政相对人", "相对人", "被检查单位", "party"],
  complaint: ["投诉编号", "投诉号", "信访编号", "举报编号", "complaint no.", "complaint"],
};

/** A proposal of which column fills which field, by its heading; a person looks at it before anything is imported. */
export function proposedMapping(columns: readonly string[]): DocumentMapping {
  const folded = columns.map(fold);
  const taken = new Set<number>();
  const mapping: DocumentMapping = {};
  for (const field of documentFields) {
    const at = headings[field]
      .map((heading) => folded.indexOf(heading))
      .find((index) => index >= 0 && !taken.has(index));
    if (at !== undefined) {
      taken.add(at);
      mapping[field] = at;
    }
  }
  return mapping;
}

/** Brackets at the end of a heading explain it and do not name it: 开始时间（年月日时分）. */
function fold(heading: string): string {
  return heading
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/\s*[([【].*$/u, "")
    .replace(/[:*]+$/u, "");
}
