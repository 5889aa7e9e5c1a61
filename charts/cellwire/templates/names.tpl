{{/* What several templates have in common. A template that prints nothing makes no manifest. */}}

{{- define "cellwire.labels" -}}
{{ include "cellwire.selector" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "cellwire.selector" -}}
app.kubernetes.io/name: cellwire
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* The reference of one of .Values.images; its tag is the chart's appVersion if it has none. */}}
{{- define "cellwire.image" -}}
{{- $image := index .root.Values.images .image -}}
{{ $image.repository }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* The restricted Pod Security Standard; .uid is user, group and the group of volumes. */}}
{{- define "cellwire.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .uid }}
runAsGroup: {{ .uid }}
fsGroup: {{ .uid }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "cellwire.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Probes of a process of ours, on its port named http. */}}
{{- define "cellwire.probes" -}}
startupProbe:
  httpGet: { path: /livez, port: http }
  periodSeconds: 1
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 3
livenessProbe:
  httpGet: { path: /livez, port: http }
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 6
{{- end }}

{{/* Where its pods go; .values is those of a component. Its replicas keep apart if they can. */}}
{{- define "cellwire.placement" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "cellwire.selector" . | nindent 8 }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "cellwire.hasDirectory" -}}
{{- if not .Values.directory.external.url }}true{{ end }}
{{- end }}

{{- define "cellwire.hasDatabase" -}}
{{- if and (include "cellwire.hasDirectory" .) (not .Values.directory.database.externalSecret.name) }}true{{ end }}
{{- end }}

{{/* Whether a key for the application's user tokens is made here. */}}
{{- define "cellwire.makesApplicationKey" -}}
{{- if and (include "cellwire.hasDirectory" .) (not .Values.userTokens.jwksUrl) (not .Values.userTokens.keys) }}true{{ end }}
{{- end }}

{{- define "cellwire.directoryUrl" -}}
{{- if include "cellwire.hasDirectory" . -}}
http://{{ .Release.Name }}-directory.{{ .Release.Namespace }}.svc:{{ .Values.directory.service.port }}
{{- else -}}
{{ .Values.directory.external.url }}
{{- end }}
{{- end }}

{{- define "cellwire.adminTokenSecret" -}}
{{- if include "cellwire.hasDirectory" . -}}
{{ .Release.Name }}-directory-admin
{{- else -}}
{{ .Values.directory.external.adminTokenSecret }}
{{- end }}
{{- end }}
