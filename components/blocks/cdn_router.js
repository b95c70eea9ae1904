// Runs at the edge before the cache is asked, for every request (CloudFront Functions, runtime 2.0).
// SETTINGS is put in front of it: {redirects, routing, index, release}.
function handler(event) {
  const request = event.request;
  const host = request.headers.host ? request.headers.host.value : "";
  if (SETTINGS.redirects[host]) {
    return moved("https://" + SETTINGS.redirects[host] + request.uri + query(request.querystring));
  }
  const last = request.uri.substring(request.uri.lastIndexOf("/") + 1);
  if (SETTINGS.routing === "spa" && last.indexOf(".") < 0) {
    request.uri = "/" + SETTINGS.index;
  }
  if (SETTINGS.routing === "pages") {
    if (last === "") {
      request.uri += SETTINGS.index;
    } else if (last.indexOf(".") < 0) {
      // A page that is shown at /docs would look for its images beside /docs, not below it.
      return moved(path(request.uri) + "/" + query(request.querystring));
    }
  }
  if (SETTINGS.release) {
    // Part of the cache key: another release finds nothing of this one in the cache.
    request.headers["x-release"] = { value: SETTINGS.release };
  }
  return request;
}

// Two slashes at the beginning would make a browser take the path for a host.
function path(uri) {
  return uri.replace(/^\/+/, "/");
}

function moved(location) {
  return {
    statusCode: 301,
    statusDescription: "Moved Permanently",
    headers: { location: { value: location }, "cache-control": { value: "public, max-age=3600" } },
  };
}

function query(fields) {
  const parts = [];
  for (const key in fields) {
    const values = fields[key].multiValue || [fields[key]];
    values.forEach((item) => parts.push(item.value === "" ? key : key + "=" + item.value));
  }
  return parts.length ? "?" + parts.join("&") : "";
}
