import { useCallback } from "react";
import type { AdministrationView, Order, OrderRecord } from "../../shared/model/administration.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf } from "../shell/names.ts";

/** Says an order in one line: what, and about whom or what. */
export function useOrderWords(view: AdministrationView): (record: OrderRecord) => string {
  const { t, locale, formats } = useLanguage();
  return useCallback(
    ({ order }) => {
      const known = (id: string): string => {
        const found = view.people.find(({ person }) => person.person === id);
        return found === undefined ? id : nameOf(found.person, locale);
      };
      return t(`admin.order.${order.order}`, { subject: subjectOf(order, known, formats.list) });
    },
    [view.people, t, locale, formats],
  );
}

function subjectOf(order: Order, name: (id: string) => string, list: (parts: readonly string[]) => string): string {
  if ("record" in order) {
    return `${order.record.name} ${order.record.person}`;
  }
  if ("records" in order) {
    return String(order.records.length);
  }
  if ("person" in order) {
    return name(order.person);
  }
  if ("custodians" in order) {
    return list(order.custodians.map(name));
  }
  if ("policy" in order) {
    return order.policy.slice(0, 16);
  }
  if ("fingerprint" in order) {
    return order.fingerprint;
  }
  if ("enrolment" in order) {
    return order.enrolment.slice(0, 8);
  }
  if ("station" in order) {
    return order.station;
  }
  return "room" in order ? order.room.zh : "";
}
