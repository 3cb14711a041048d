/** Shell scripts are embedded as text by the bundler and by the test runner. */
declare module '*.sh' {
  const text: string;
  export default text;
}
