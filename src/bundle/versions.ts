import type { Report } from '../model/report.ts';
import { sortRecords } from '../records/evidence.ts';

/** Which versions met in this run; empty where nobody told. */
export function versionsOf({ toolVersion, target: { node }, facts, observed }: Report, nodeVersion: string) {
  const { answers } = sortRecords(observed.records);
  const said = answers.filter(({ name, out }) => /_version$/.test(name) && out.trim() !== '');
  return {
    execDoctor: toolVersion,
    nodeJs: nodeVersion,
    kubelet: node.kubeletVersion,
    runtime: node.runtimeVersion,
    kernel: node.kernelVersion,
    operatingSystem: node.osImage || node.operatingSystem,
    architecture: node.architecture,
    clients: Object.fromEntries(Object.entries(facts).filter(([name]) => name.endsWith('.version'))),
    answers: Object.fromEntries(said.map(({ name, out }) => [name, out.trim()])),
  };
}
