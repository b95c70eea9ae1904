// Asks the API that `api: {}` puts behind /api/*; without one the page says so.
const answer = document.getElementById("answer");

fetch("/api/hello?name=visitor")
  .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
  .then((body) => {
    answer.textContent = body.message;
  })
  .catch(() => {});
