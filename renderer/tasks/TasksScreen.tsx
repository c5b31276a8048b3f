import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Task } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { useSession } from "../session/store.ts";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { ScreenHead, Tag } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { markSeen } from "./notices.ts";
import { numberOf, routeOf, subjectOf } from "./words.ts";

/** What waits for the signed-in person, earliest deadline first; one verb per row. */
export function TasksScreen(): ReactNode {
  const { t } = useLanguage();
  const tasks = useSession((store) => store.tasks);
  const load = useSession((store) => store.loadTasks);
  useEffect(() => {
    void load();
    // What was new stays marked while the person looks at it.
    return () => void markSeen();
  }, [load]);
  const count = valueOf(tasks)?.length ?? 0;
  return (
    <div className="screen">
      <ScreenHead title={t("tasks.title")} {...(count > 0 ? { note: t("tasks.count", { n: count }) } : {})} />
      <Loaded of={tasks} onRetry={() => void load()}>
        {(list) =>
          list.length === 0 ? <Empty what={t("tasks.empty")} hint={t("tasks.emptyHint")} /> : <TaskTable tasks={list} />
        }
      </Loaded>
    </div>
  );
}

function TaskTable({ tasks }: { readonly tasks: readonly Task[] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  return (
    <table className="table table-roomy">
      <thead>
        <tr>
          <th scope="col">{t("tasks.what")}</th>
          <th scope="col">{t("tasks.reference")}</th>
          <th scope="col">{t("tasks.since")}</th>
          <th scope="col">{t("tasks.due")}</th>
          <th scope="col">{t("tasks.action")}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.id}>
            <td>
              <strong>{t(`task.${task.kind}`)}</strong>
              {task.isNew ? " " : null}
              {task.isNew ? <Tag tone="accent">{t("tasks.new")}</Tag> : null}
              <span className="row-note">{subjectOf(task, language)}</span>
            </td>
            <td className="figures nowrap">{numberOf(task)}</td>
            <td className="figures nowrap">{formats.moment(task.since)}</td>
            <td className="figures nowrap">
              <Due task={task} />
              {task.article === undefined ? null : (
                <span className="row-note">
                  <ArticleLink id={task.article} />
                </span>
              )}
            </td>
            <td>
              <Button
                type="primary"
                size="small"
                onClick={() => {
                  useRouter.getState().go(routeOf(task));
                }}
              >
                {t(`taskVerb.${task.kind}`)}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const soonMs = 24 * 3_600_000;

function Due({ task }: { readonly task: Task }): ReactNode {
  const { t, formats } = useLanguage();
  const now = useStation(({ status }) => valueOf(status)?.now);
  if (task.due === undefined) {
    return <span className="quiet">{t("tasks.noDue")}</span>;
  }
  const left = now === undefined ? Number.POSITIVE_INFINITY : Date.parse(task.due) - Date.parse(now);
  const overdue = left < 0;
  const soon = left < soonMs;
  return (
    <span className={overdue || soon ? "amber" : undefined}>
      {formats.moment(task.due)}
      {overdue || soon ? <span className="row-note">{t(overdue ? "tasks.overdue" : "tasks.soon")}</span> : null}
    </span>
  );
}
