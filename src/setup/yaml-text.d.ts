/** Roles are embedded as text by the bundler and by the test runner. */
declare module '*.yaml' {
  const text: string;
  export default text;
}
