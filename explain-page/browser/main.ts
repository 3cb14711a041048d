import { answer } from '../answer.ts';
import { toElement } from './to-element.ts';

const form = document.querySelector('form');
const text = document.querySelector('textarea');
const answered = document.querySelector('#answer');

if (form && text && answered) {
  const explain = () => answered.replaceChildren(...answer(text.value).map(toElement));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    explain();
  });
  text.addEventListener('input', (event) => {
    if ('inputType' in event && event.inputType === 'insertFromPaste') explain();
  });
  form.hidden = false;
}
