{{/* Labels of one service. Call with (dict "root" $ "name" "gateway"). */}}
{{- define "looplm.selectorLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "looplm.labels" -}}
{{ include "looplm.selectorLabels" . }}
app.kubernetes.io/part-of: looplm
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* Name of one service's objects, e.g. prod-looplm-gateway. */}}
{{- define "looplm.fullname" -}}
{{ printf "%s-looplm-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "looplm.url" -}}
http://{{ include "looplm.fullname" . }}:{{ index .root.Values .name "port" }}
{{- end }}

{{/* The application.yaml of one service: what the chart knows, then the operator's own properties, which win. */}}
{{- define "looplm.applicationYaml" -}}
{{- $service := index .root.Values .name -}}
{{- $own := dict "service-token-file" "/etc/looplm/service-token/service-token" "probe-port" $service.probePort -}}
{{- if eq .name "gateway" -}}
{{- $_ := set $own "inference-url" (include "looplm.url" (dict "root" .root "name" "inference")) -}}
{{- $_ := set $own "safety-url" (include "looplm.url" (dict "root" .root "name" "safety")) -}}
{{- $_ := set $own "eval-url" (include "looplm.url" (dict "root" .root "name" "eval")) -}}
{{- if .root.Values.console.user -}}
{{- $_ := set $own "console" (dict "user" .root.Values.console.user "password-file" "/etc/looplm/console/console-password") -}}
{{- end -}}
{{- else if eq .name "inference" -}}
{{- $_ := set $own "model-dir" "/var/lib/looplm/model" -}}
{{- else if eq .name "eval" -}}
{{- $_ := set $own "inference-url" (include "looplm.url" (dict "root" .root "name" "inference")) -}}
{{- end -}}
{{- $properties := mustMergeOverwrite $own (deepCopy (default dict $service.properties)) -}}
server:
  # services listen on the loopback address unless told otherwise
  address: 0.0.0.0
  port: {{ $service.port }}
  shutdown: graceful
logging:
  structured:
    format:
      console: ecs
{{- if ne .name "inference" }}
spring:
  datasource:
    url: jdbc:postgresql://{{ .root.Values.database.host }}:{{ .root.Values.database.port }}/{{ .root.Values.database.name }}
    username: looplm_{{ .name }}
  flyway:
    # the tables' owner, which the service itself is not
    user: looplm_{{ .name }}_owner
  config:
    # the passwords are files named after their properties
    import: configtree:/etc/looplm/database/
{{- end }}
looplm:
  {{ .name }}:
{{ toYaml $properties | indent 4 }}
{{- end }}
