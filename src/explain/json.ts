import type { Entry } from '../knowledge/entry.ts';
import { stepsOf } from '../knowledge/entry-steps.ts';
import { catalogue, entryOf } from '../knowledge/index.ts';
import { clean } from '../model/clean-text.ts';
import { apiVersion } from '../report/json.ts';
import { stepDocument } from '../report/step.ts';
import { explainText } from './explain-text.ts';
import type { Question } from './render.ts';
import { sourceAddress } from './sections.ts';

/** The answer for programs; docs/explanation.schema.json describes it. */
export function explanationDocument(question: Question) {
  switch (question.kind) {
    case 'everything':
      return { apiVersion, kind: 'FailureList', failures: catalogue.map(inShort) } as const;
    case 'code':
      return { apiVersion, kind: 'Failure', ...inFull(entryOf(question.code)) } as const;
    case 'text': {
      const { chain, complaint, proves, known } = explainText(clean(question.text));
      return { apiVersion, kind: 'Explanation', chain, complaint, proves, known: known.map(inFull) } as const;
    }
  }
}

const inShort = ({ code, title, layers, scope, frequency }: Entry) => ({ code, title, layers, scope, frequency });

const inFull = (entry: Entry) => ({
  ...inShort(entry),
  meaning: entry.meaning,
  versions: entry.versions ?? null,
  texts: entry.texts.map(({ example }) => example),
  confirm: stepsOf(entry.confirm).map(forAnyNode),
  fix: stepsOf(entry.fix).map(forAnyNode),
  sources: entry.sources.map(sourceAddress),
});

/** What a step risks is the same with each runtime, however many containers it ends. */
const forAnyNode = (step: ReturnType<typeof stepsOf>[number]) => stepDocument(step, 'containerd');
