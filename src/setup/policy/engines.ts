/** Who evaluates a rule: the API server itself, from Kubernetes 1.30 on, or Kyverno, from 1.17 on. */
export const admissionEngines = ['kubernetes', 'kyverno'] as const;
export type AdmissionEngine = (typeof admissionEngines)[number];
