import parameters from './exec-doctor/10-parameters.sh';
import records from './exec-doctor/20-records.sh';
import processes from './exec-doctor/30-processes.sh';
import trust from './exec-doctor/32-trust.sh';
import cgroups from './exec-doctor/35-cgroups.sh';
import discovery from './exec-doctor/40-discovery.sh';
import environment from './exec-doctor/45-node-environment.sh';
import guards from './exec-doctor/50-guards.sh';
import clients from './exec-doctor/60-clients.sh';
import answers from './exec-doctor/70-answers.sh';
import inventory from './exec-doctor/75-inventory.sh';
import probes from './exec-doctor/80-probes.sh';
import sideProbes from './exec-doctor/81-side-probes.sh';
import evidence from './exec-doctor/85-evidence.sh';
import stacks from './exec-doctor/86-stacks.sh';
import ending from './exec-doctor/90-ending.sh';
import survey from './exec-doctor/95-survey.sh';
import run from './exec-doctor/99-run.sh';

/** The node half: one POSIX sh script, kept in parts that a reviewer reads one after the other. */
export const script = [
  ...[parameters, records, processes, trust, cgroups, discovery, environment, guards],
  ...[clients, answers, inventory, probes, sideProbes, evidence, stacks, ending, survey, run],
].join('');
